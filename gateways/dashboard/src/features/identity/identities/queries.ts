import { answer, api } from "@/api/client";
import { noBusiness } from "@/api/positions";
import type { Identities } from "@/api/types";
import type { OneOf } from "@/lists/use_one";

export const ownIdentities: OneOf<Identities> = {
  key: [noBusiness, "identities"],
  fetch: (signal) => answer(api.GET("/auth/identities", { signal })),
  shown: { resource: "identities" },
};
