import { conf } from '../../../core/conf.ts'

export const wakeHttp = 'wake_http'
export const wakeTcp = 'wake_tcp'
export const findDatabase = 'find_database'
export const noDatabase = 'no_database'

/** Seconds: how long a browser is kept before it gets the waiting page, and how long everything else is held. */
const browserPatience = 8
const patience = 55

/**
 * HAProxy's side of waking. Only values that stand in the gate's own maps get into the question (a service's id, a host name, a database, an
 * address), so nothing in it needs escaping.
 */
export const renderLua = (hop: { address: string; port: number }): string =>
  conf`local hop_address, hop_port = '${hop.address}', ${hop.port}
local browser_patience, patience = ${browserPatience}, ${patience}
` + code

const code = String.raw`
-- Asks the waker and waits. Gives the address of the service, or nil, a code and the seconds to wait.
local function ask(txn, seconds)
  local question = string.format('{"service":"%s","by":"%s","source":"%s"}',
    txn:get_var('txn.service'), txn:get_var('txn.by'), tostring(txn.f:src()))
  local socket = core.tcp()
  socket:settimeout(seconds)
  if not socket:connect(hop_address, hop_port) then return nil, 'unavailable', 5 end
  socket:send('POST /wake HTTP/1.1\r\nHost: waker\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: '
    .. #question .. '\r\n\r\n' .. question)
  local status = socket:receive('*l')
  if not status then
    socket:close()
    return nil, 'waiting', 2
  end
  local answer = socket:receive('*a') or ''
  socket:close()
  if status:match('^HTTP/1%.1 200') then
    local address = answer:match('"address":"([%d.]+)"')
    if address then return address end
  end
  return nil, answer:match('"code":"([a-z_]+)"') or 'unavailable', tonumber(answer:match('"retryAfter":(%d+)')) or 5
end

local function wake(txn, seconds)
  local address, refused, retry = ask(txn, seconds)
  if address then
    txn:set_var('txn.address', address)
  else
    txn:set_var('txn.refused', refused)
    txn:set_var('txn.retry', retry)
  end
end

core.register_action('wake_http', { 'http-req' }, function(txn)
  local accept = txn.f:req_hdr('accept') or ''
  local browser = txn.f:method() == 'GET' and accept:find('text/html', 1, true)
  wake(txn, browser and browser_patience or patience)
end)

-- PostgreSQL's clients show this text; the connection is closed after it.
local function tell_postgresql(txn, code, text)
  local body = 'SFATAL\0VFATAL\0C' .. code .. '\0M' .. text .. '\0\0'
  txn.res:send('E' .. string.pack('>I4', #body + 4) .. body)
end

core.register_action('wake_tcp', { 'tcp-req' }, function(txn)
  wake(txn, patience)
  if txn:get_var('txn.refused') and txn:get_var('txn.port') == 5432 then
    tell_postgresql(txn, '57P03', 'The database could not be woken (' .. txn:get_var('txn.refused') .. '). Try again later.')
  end
end)

local function word(text, at)
  return (text:byte(at) << 24) | (text:byte(at + 1) << 16) | (text:byte(at + 2) << 8) | text:byte(at + 3)
end

local ssl_request, gss_request, protocol_3 = 80877103, 80877104, 196608

-- Reads PostgreSQL's start-up packet and leaves it in place for the service. Requests for encryption are answered with "no".
core.register_action('find_database', { 'tcp-req' }, function(txn)
  local input = txn.req
  -- A yield alone comes back at once: HAProxy would ask again some 500,000 times a second, take that for a fault of its own and end itself.
  local function need(length)
    local pause = 1
    while input:input() < length do
      if input:is_full() or not input:may_recv() then return false end
      core.msleep(pause)
      pause = math.min(50, 2 * pause)
    end
    return true
  end
  local head
  for _ = 1, 3 do
    if not need(8) then return end
    head = input:data(0, 8)
    local code = word(head, 5)
    if code ~= ssl_request and code ~= gss_request then break end
    input:remove(0, 8)
    txn.res:send('N')
  end
  local length, version = word(head, 1), word(head, 5)
  if length < 9 or length > 10000 or version >> 16 ~= protocol_3 >> 16 or not need(length) then return end
  local user, database
  for key, value in input:data(8, length - 9):gmatch('([^%z]+)%z([^%z]*)%z') do
    if key == 'user' then user = value end
    if key == 'database' then database = value end
  end
  local name = database or user
  if name and name:match('^[a-z][a-z0-9_]*$') and #name <= 63 then txn:set_var('txn.database', name) end
end)

core.register_action('no_database', { 'tcp-req' }, function(txn)
  tell_postgresql(txn, '3D000', 'There is no such database on this server.')
end)
`
