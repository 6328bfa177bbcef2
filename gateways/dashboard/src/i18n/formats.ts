// A browser takes long to make a format, and a list writes many numbers: each is made once.

export function perLocale<Format>(make: (locale: string) => Format) {
  const made = new Map<string, Format>();
  return (locale: string): Format => {
    const format = made.get(locale) ?? make(locale);
    made.set(locale, format);
    return format;
  };
}

export const numberFormat = perLocale((locale) => new Intl.NumberFormat(locale));
