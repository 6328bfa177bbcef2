import { LoaderCircle } from "lucide-react";
import { Icon } from "./icon";

export function Spinner() {
  return <Icon of={LoaderCircle} className="animate-turn" />;
}
