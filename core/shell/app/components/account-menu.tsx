import { useEffect, useState } from 'react'
import { useShell, useWorld } from '../context.ts'
import { AccountDialog } from '../pages/account.tsx'
import { themeOf, themes } from '../services/theme.ts'
import { Avatar } from './avatar.tsx'
import { MenuButton } from './menu.tsx'
import { colourOf } from './names.ts'

/** Who is signed in, the theme, the account and the way out. */
export function AccountMenu() {
  const { session } = useShell()
  const { account, settings } = useWorld()
  const [open, setOpen] = useState(false)
  const [theme, setTheme] = useState(themeOf(settings))
  useEffect(() => {
    const stop = settings.onChange(() => setTheme(themeOf(settings)))
    return () => void stop()
  }, [settings])
  return (
    <>
      <MenuButton
        label={`${account.name}, your account`}
        className="sh-rail-button"
        head={
          <>
            <b>{account.name}</b>
            <span>{account.email}</span>
          </>
        }
        items={[
          ...themes.map(({ id, title }) => ({
            title: `Theme: ${title.toLowerCase()}`,
            checked: id === theme,
            run: () => settings.set('theme', id),
          })),
          { title: 'Account and keys…', separated: true, run: () => setOpen(true) },
          { title: 'Sign out', run: () => void session.signOut() },
        ]}
      >
        <Avatar name={account.name} colour={colourOf(account.id)} title={account.name} />
      </MenuButton>
      {open && <AccountDialog close={() => setOpen(false)} />}
    </>
  )
}
