import { Tag } from "@/components/tag";

const most = 2;

/** The first tags, and how many more there are; on narrow screens none. */
export function TagMarks({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <span className="inline-flex shrink-0 items-center gap-1 @max-[58rem]:hidden">
      {tags.slice(0, most).map((name) => (
        <Tag key={name} name={name} />
      ))}
      {tags.length > most && (
        <span title={tags.slice(most).join(", ")} className="text-meta text-faint">
          +{tags.length - most}
        </span>
      )}
    </span>
  );
}
