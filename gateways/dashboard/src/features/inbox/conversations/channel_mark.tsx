import {
  AtSign,
  Camera,
  Globe,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageSquare,
  Phone,
  Send,
  ThumbsUp,
} from "lucide-react";
import type { Channel } from "@/api/types";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";

const marks: Record<Channel, LucideIcon> = {
  email: Mail,
  facebook: ThumbsUp,
  instagram: Camera,
  sms: MessageSquare,
  telegram: Send,
  twitter: AtSign,
  voice_call: Phone,
  whatsapp: MessageCircle,
  widget: Globe,
};

/** Where the customer writes: a glyph, and its name on hover. */
export function ChannelMark({ channel }: { channel: Channel }) {
  const name = useText()(`channel.${channel}`);
  return (
    <span title={name} className="inline-flex text-faint">
      <Icon of={marks[channel]} className="size-3.5" />
      <span className="sr-only">{name}</span>
    </span>
  );
}
