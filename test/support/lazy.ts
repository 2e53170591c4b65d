/** What is made when a test first asks for it, and is then the same for all: a file of tests loads at once. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
