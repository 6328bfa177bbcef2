const key = "millrace.business";
const idKey = (slug: string) => `${key}.${slug}`;

/** The slug of the business that was open here last. */
export function lastBusiness() {
  return localStorage.getItem(key);
}

/** By what its address says; the server knows better, and is asked. */
export function idOfBusiness(slug: string) {
  return localStorage.getItem(idKey(slug)) ?? undefined;
}

export function rememberBusiness({ slug, id }: { slug: string; id: string }) {
  localStorage.setItem(key, slug);
  localStorage.setItem(idKey(slug), id);
}
