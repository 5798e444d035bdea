/** How Google knows a clinic: the one address to which people are sent back is compared letter by letter. */
export type Client = { id: string; secret: string; redirectUris: string[] };

/** A clinic at this web address. */
export function clientAt(publicUrl: string): Client {
  return {
    id: 'medibook.apps.googleusercontent.com',
    secret: 'a secret between the clinic and Google',
    redirectUris: [`${publicUrl}/api/auth/google/callback`],
  };
}

/** The settings of a MediBook at this web address that talks to what stands in for Google at `url`. */
export function settingsAt(publicUrl: string, { id, secret }: Client, url: string) {
  return { PUBLIC_URL: publicUrl, GOOGLE_CLIENT_ID: id, GOOGLE_CLIENT_SECRET: secret, GOOGLE_ENDPOINT: url };
}

/** What arctic sends as HTTP Basic. */
export function credentialsIn(authorization = ''): { id: string; secret: string } | null {
  const [, encoded] = /^Basic (.+)$/.exec(authorization) ?? [];
  if (!encoded) return null;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return { id, secret: secret.join(':') };
}
