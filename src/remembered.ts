/**
 * Makes each key's value once, for what is dear to make, always the same and asked for again and again. At most `most` are
 * kept: then it begins anew.
 */
export function remembered<Value>(most: number) {
  const known = new Map<string, Value>();
  return (key: string, make: (key: string) => Value): Value => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= most) known.clear();
    const value = make(key);
    known.set(key, value);
    return value;
  };
}
