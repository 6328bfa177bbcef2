import { answer, api } from "@/api/client";
import { noBusiness } from "@/api/positions";
import type { SecondFactors } from "@/api/types";
import type { OneOf } from "@/lists/use_one";

export const secondFactors: OneOf<SecondFactors> = {
  key: [noBusiness, "second_factors"],
  fetch: (signal) => answer(api.GET("/auth/mfa", { signal })),
  shown: { resource: "second_factors" },
};
