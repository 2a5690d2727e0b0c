/** A seal with a keyhole: the panel asks, the keep holds the key. */
export const Logo = () => (
  <svg aria-hidden="true" viewBox="0 0 24 24" className="size-6 shrink-0 text-content-accent">
    <path
      d="M12 1.5 14.6 3.6 17.9 3.2 19.2 6.3 22.3 7.6 21.9 10.9 23.5 13.5 21.4 16 21.4 19.3 18.3 20.4 16.4 23.1 13.1 22.2 10 23.1 7.8 20.6 4.6 20.1 4 16.8 1.5 14.7 2.6 11.6 1.7 8.4 4.5 6.7 5.5 3.5 8.8 3.7Z"
      fill="currentColor"
      opacity="0.18"
    />
    <circle cx="12" cy="12.5" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" />
    <circle cx="12" cy="11" r="2" fill="currentColor" />
    <path d="M11.2 12.2h1.6l.7 3.9h-3z" fill="currentColor" />
  </svg>
)
