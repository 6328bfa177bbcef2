/** For a button that says something else once it is pressed: the second press of two is not for what it has become. */
export const firstPress =
  (act: () => void) =>
  ({ detail }: { detail: number }) => {
    if (detail <= 1) act();
  };
