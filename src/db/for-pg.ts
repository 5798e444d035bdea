/**
 * A database's address for the driver of graphile-worker, which takes `sslmode=require` for more than PostgreSQL and our own
 * driver do: it would refuse a certificate that nobody asked it to check.
 */
export const forPg = (address: string): string =>
  /[?&]sslmode=/.test(address) ? `${address}&uselibpqcompat=true` : address;
