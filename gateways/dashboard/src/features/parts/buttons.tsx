import {
  Archive,
  Check,
  Clock,
  Lock,
  MoreHorizontal,
  Plus,
  Star,
  Tag as TagIcon,
  Trash2,
  UserRound,
} from "lucide-react";
import { useState } from "react";
import { Avatar, AvatarRow } from "@/components/avatar";
import { Badge, Count } from "@/components/badge";
import { Button, buttonLook } from "@/components/button";
import { IconButton } from "@/components/icon_button";
import { Kbd } from "@/components/kbd";
import { Segmented } from "@/components/segmented";
import { Tag } from "@/components/tag";
import { Exhibit, Group } from "./exhibit";
import { members } from "./samples";

export function Buttons() {
  const [working, setWorking] = useState(false);
  const [starred, setStarred] = useState(true);
  const [range, setRange] = useState("week");
  const [tags, setTags] = useState(["billing", "refund", "waits for the warehouse to answer us", "شحن"]);
  return (
    <Group name="Acting and marking">
      <Exhibit name="Button">
        <Button kind="primary">Resolve</Button>
        <Button>Assign</Button>
        <Button kind="quiet">Cancel</Button>
        <Button kind="danger">Delete customer</Button>
        <Button icon={Plus}>New conversation</Button>
        <Button kind="primary" size="large">
          Create account
        </Button>
        <a href="#part-button" className={buttonLook("plain")}>
          Open the guide
        </a>
        <span className="basis-full" />
        <Button kind="primary" disabled>
          Disabled
        </Button>
        <Button disabled>Disabled</Button>
        <Button kind="primary" working>
          Resolve
        </Button>
        <Button working icon={Archive}>
          Archive
        </Button>
        <Button working={working} onClick={() => setWorking(true)}>
          Press to work
        </Button>
      </Exhibit>
      <Exhibit name="IconButton">
        <IconButton icon={Archive} label="Archive" keys="e" />
        <IconButton icon={Star} label="Star" pressed={starred} onClick={() => setStarred(!starred)} />
        <IconButton icon={Plus} label="Add" kind="plain" />
        <IconButton icon={Plus} label="Add" kind="primary" />
        <IconButton icon={MoreHorizontal} label="More" disabled />
        <IconButton icon={Trash2} label="Delete" working />
      </Exhibit>
      <Exhibit name="Segmented">
        <Segmented
          label="Range"
          value={range}
          onChange={setRange}
          options={[
            { value: "day", label: "Day" },
            { value: "week", label: "Week" },
            { value: "month", label: "Month", icon: Clock },
          ]}
        />
      </Exhibit>
      <Exhibit name="Badge">
        <Badge>Closed</Badge>
        <Badge tone="accent">New</Badge>
        <Badge tone="green" icon={Check}>
          Resolved
        </Badge>
        <Badge tone="amber" icon={Clock}>
          Waits 2 h
        </Badge>
        <Badge tone="red">Late</Badge>
        <Badge tone="violet" icon={Lock}>
          Note
        </Badge>
        <Count of={3} label="3 unread" tone="accent" />
        <Count of={12} />
        <Count of={240} />
      </Exhibit>
      <Exhibit name="Tag">
        <Tag name="billing" />
        <Tag name="refund" onOpen={() => undefined} />
        {tags.map((tag) => (
          <Tag key={tag} name={tag} onRemove={() => setTags(tags.filter((one) => one !== tag))} />
        ))}
        <Button kind="quiet" icon={TagIcon}>
          Add tag
        </Button>
      </Exhibit>
      <Exhibit name="Avatar">
        <Avatar name="Ines Duarte" size="small" named />
        <Avatar name="Jörg Müller-Lüdenscheidt" named />
        <Avatar name="محمد عبد الله" size="large" named />
        <Avatar name="田中 さくら" size="huge" named />
        <Avatar name="Ines Duarte" size="large" presence="online" />
        <Avatar name="Li Wei" size="large" presence="away" />
        <Avatar name="Tomasz Wójcik" size="large" presence="busy" />
        <Avatar name="Siobhán O’Rourke" size="large" presence="offline" />
        <AvatarRow people={members} label="5 people are looking at this" />
        <span className="inline-flex items-center gap-2 text-dense">
          <UserRound size={16} strokeWidth={1.5} aria-hidden /> Unassigned
        </span>
      </Exhibit>
      <Exhibit name="Kbd">
        <Kbd keys="mod+k" />
        <Kbd keys="g i" />
        <Kbd keys="shift+enter" />
        <Kbd keys="esc" />
      </Exhibit>
    </Group>
  );
}
