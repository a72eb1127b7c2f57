/** The one place that talks to the control API: JSON in, parsed JSON out, errors as Japanese sentences. */

import * as v from 'valibot';

/** A call that did not succeed; the message can be shown as it is. */
export class ControlError extends Error {}

/** Calls `path` under /control and parses the answer with `schema`. */
export async function call<T>(
  method: 'GET' | 'POST',
  path: string,
  schema: v.GenericSchema<unknown, T>,
  body?: unknown,
): Promise<T> {
  const response = await send(method, path, body);
  const answer = await readJson(response);
  if (!response.ok) throw new ControlError(reason(response.status, answer));
  const parsed = v.safeParse(schema, answer);
  if (!parsed.success) throw new ControlError(`シミュレーターの応答を読めません（/control${path}）`);
  return parsed.output;
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  try {
    return await fetch(`/control${path}`, { method, ...json });
  } catch {
    throw new ControlError('シミュレーターにつながりません');
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const body = await response.text();
    return body === '' ? null : JSON.parse(body);
  } catch {
    return null;
  }
}

function reason(status: number, answer: unknown): string {
  const detail = v.safeParse(v.object({ message: v.string() }), answer);
  return detail.success ? `${detail.output.message}（${status}）` : `シミュレーターが断りました（${status}）`;
}
