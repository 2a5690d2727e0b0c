'use client'

import { paths } from '@/app/_lib/paths'
import { useText } from '@/app/_text/use-text'
import { CopyButton } from '@/components/ui/copy-button'
import { Panel } from '@/components/ui/panel'
import { Properties } from '@/components/ui/properties'
import { TextLink } from '@/components/ui/text-link'
import { commandsOf } from './_connect'
import { useService } from './_header'

const shown = 4

/** How people and programs come to the service, ready to be copied. */
export function Reach() {
  const service = useService()
  const text = useText().tenant.service
  const port = service.ports[0]?.port
  const addresses = service.ownAddress === null ? service.domains.map((domain) => `http://${domain}`) : [`${service.ownAddress}:${port}`]
  const commands = commandsOf(service)
  const domains = <TextLink href={paths.own.serviceDomains(service.tenant, service.id)}>{text.toDomains}</TextLink>
  return (
    <Panel title={text.reach} flush>
      <Properties
        items={[
          {
            label: service.ownAddress === null ? text.domains : text.address,
            value:
              addresses.length === 0 ? (
                <>
                  {text.addressNone} {domains}
                </>
              ) : (
                <span className="flex flex-col">
                  {addresses.slice(0, shown).map((address) => (
                    <Copyable key={address} value={address} what={text.address} link={service.ownAddress === null} />
                  ))}
                  {addresses.length > shown && domains}
                </span>
              ),
          },
          ...(commands.length === 0
            ? []
            : [
                {
                  label: text.command,
                  value: (
                    <span className="flex flex-col">
                      {commands.slice(0, shown).map((command) => (
                        <Copyable key={command} value={command} what={text.command} />
                      ))}
                    </span>
                  ),
                },
              ]),
        ]}
      />
    </Panel>
  )
}

/** A text in mono with the button that copies it. `link`: it is an address of the web. */
export const Copyable = ({ value, what, link = false }: { value: string; what: string; link?: boolean }) => (
  <span className="flex min-w-0 items-center gap-1">
    {link ? (
      <a
        href={value}
        target="_blank"
        rel="noreferrer"
        className="min-w-0 rounded-sm break-all text-content-accent underline decoration-stroke-strong underline-offset-3 hover:decoration-current"
      >
        {value}
      </a>
    ) : (
      <code className="min-w-0 font-mono text-xs break-all">{value}</code>
    )}
    <CopyButton value={value} what={what} />
  </span>
)
