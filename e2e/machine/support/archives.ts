import { deflateRawSync, gzipSync } from 'node:zlib'

/** What an attacker writes into an archive: anything. */
export interface Item {
  name: string
  /** `file` unless said otherwise; tar only: device, pipe, hardlink. */
  type?: 'file' | 'folder' | 'symlink' | 'hardlink' | 'device' | 'pipe'
  content?: string | Buffer
  target?: string
  mode?: number
}

const tarTypes = { file: '0', hardlink: '1', symlink: '2', device: '3', folder: '5', pipe: '6' }

function tarHeader({ name, type = 'file', target = '', mode = 0o644 }: Item, size: number): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('14000000000\0', 136)
  header.write('        ', 148)
  header.write(tarTypes[type], 156)
  header.write(target, 157, 100)
  header.write('ustar\u000000', 257)
  header.write('0000001\0', 329)
  header.write('0000003\0', 337)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

export function tar(items: Item[]): Buffer {
  const parts = items.flatMap((item) => {
    const content = Buffer.from(item.content ?? '')
    return [tarHeader(item, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return Buffer.concat([...parts, Buffer.alloc(1024)])
}

export const tarGz = (items: Item[]): Buffer => gzipSync(tar(items))

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})
const crc32 = (bytes: Buffer): number =>
  (bytes.reduce((crc, byte) => (crc >>> 8) ^ (crcTable[(crc ^ byte) & 255] ?? 0), 0xffffffff) ^ 0xffffffff) >>> 0

const zipModes = { file: 0o100000, folder: 0o040000, symlink: 0o120000, hardlink: 0o100000, device: 0o020000, pipe: 0o010000 }

/** A zip as Unix programs make it, each entry with its mode in the directory at the end. */
export function zip(items: Item[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const item of items) {
    const { name, type = 'file', target, mode = 0o644 } = item
    const plain = Buffer.from(target ?? item.content ?? '')
    const packed = deflateRawSync(plain)
    const bytes = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(0x58210000, 6)
    common.writeUInt32LE(crc32(plain), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(plain.length, 18)
    common.writeUInt16LE(bytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, bytes, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((zipModes[type] | mode) << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, rest, bytes]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(items.length, 8)
  end.writeUInt16LE(items.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}
