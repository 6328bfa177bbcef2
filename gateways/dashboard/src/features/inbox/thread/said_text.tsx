const links = /(https?:\/\/[^\s<>"'\u2066-\u2069\u202a-\u202e]+)/;
const afterwards = /[.,;:!?)\]}’”]+$/;

/** What somebody wrote, as they wrote it: no markup of theirs is ours, each line runs in its own direction, and addresses can be followed. */
export function SaidText({ text }: { text: string }) {
  return text.split(links).map((part, at) => {
    if (at % 2 === 0) return part;
    const address = part.replace(afterwards, "");
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other identity
      <span key={at}>
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent-ink underline decoration-accent-line underline-offset-2 hover:decoration-current"
        >
          {address}
        </a>
        {part.slice(address.length)}
      </span>
    );
  });
}
