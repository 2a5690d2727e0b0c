import { engine } from './engine.ts'

/** An instance of the project `default`, and how names of certificates begin, that only tests make. `npm run purge` knows both. */
export const rival = 'reeve-test-rival'
export const testCertificates = 'reeve-test-'

/** What a run that was killed has left in the engine. */
export async function removeLeftovers(): Promise<void> {
  const instances = await engine<{ name: string }[]>('/1.0/instances?recursion=1')
  if (instances.some(({ name }) => name === rival)) await engine(`/1.0/instances/${rival}`, 'DELETE')
  for (const { name, fingerprint } of await engine<{ name: string; fingerprint: string }[]>('/1.0/certificates?recursion=1'))
    if (name.startsWith(testCertificates)) await engine(`/1.0/certificates/${fingerprint}`, 'DELETE')
}
