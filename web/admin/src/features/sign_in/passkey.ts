/** Passkeys: between the browser's buffers and the JSON of WebAuthn Level 3 (base64url without padding). */

type Json = Record<string, unknown>;

export const isPasskeyAvailable = (): boolean => typeof PublicKeyCredential === 'function';

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function toBase64Url(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const descriptors = (list: unknown) =>
  ((list ?? []) as Json[]).map((one) => ({ ...one, id: fromBase64Url(String(one.id)) }));

/** Shows an existing passkey. Throws where the person cancels. */
export async function showPasskey(publicKey: Json): Promise<Json> {
  const options = {
    ...publicKey,
    challenge: fromBase64Url(String(publicKey.challenge)),
    allowCredentials: descriptors(publicKey.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const credential = (await navigator.credentials.get({ publicKey: options })) as PublicKeyCredential | null;
  if (credential === null) throw new Error('no passkey was chosen');
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    credential.response as AuthenticatorAssertionResponse;
  return json(credential, {
    clientDataJSON: toBase64Url(clientDataJSON),
    authenticatorData: toBase64Url(authenticatorData),
    signature: toBase64Url(signature),
    userHandle: userHandle === null ? null : toBase64Url(userHandle),
  });
}

/** Makes a new passkey. Throws where the person cancels. */
export async function makePasskey(publicKey: Json): Promise<Json> {
  const user = publicKey.user as Json;
  const options = {
    ...publicKey,
    challenge: fromBase64Url(String(publicKey.challenge)),
    user: { ...user, id: fromBase64Url(String(user.id)) },
    excludeCredentials: descriptors(publicKey.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const credential = (await navigator.credentials.create({
    publicKey: options,
  })) as PublicKeyCredential | null;
  if (credential === null) throw new Error('no passkey was made');
  const { clientDataJSON, attestationObject } = credential.response as AuthenticatorAttestationResponse;
  return json(credential, {
    clientDataJSON: toBase64Url(clientDataJSON),
    attestationObject: toBase64Url(attestationObject),
  });
}

const json = (credential: PublicKeyCredential, response: Json): Json => ({
  id: credential.id,
  rawId: toBase64Url(credential.rawId),
  type: credential.type,
  response,
  clientExtensionResults: {},
});
