import { FileQuestion, FileText, Image, type LucideIcon, MapPin, Mic, Smile, UserRound, Video } from "lucide-react";
import { Icon } from "@/components/icon";
import type { Key } from "@/i18n/catalogue";
import { useText } from "@/i18n/i18n_provider";

const kinds: Record<string, readonly [LucideIcon, Extract<Key, `content.${string}`>]> = {
  photo: [Image, "content.photo"],
  animation: [Image, "content.photo"],
  voice: [Mic, "content.voice"],
  audio: [Mic, "content.audio"],
  video: [Video, "content.video"],
  video_note: [Video, "content.video"],
  document: [FileText, "content.document"],
  sticker: [Smile, "content.sticker"],
  location: [MapPin, "content.location"],
  contact: [UserRound, "content.contact"],
};

/** What a message is besides its text, as the channel says. */
export default function Content({ kind }: { kind: string }) {
  const t = useText();
  const [icon, text] = kinds[kind] ?? [FileQuestion, "content.other" as const];
  return (
    <span className="flex items-center gap-1 text-meta font-medium text-soft">
      <Icon of={icon} className="size-3.5" />
      {t(text)}
    </span>
  );
}
