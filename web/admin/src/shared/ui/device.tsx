/** A device by a name that people know; under the pointer what its browser said. */

import { deviceName } from '../format/device.ts';

export function Device({ agent }: { agent: string }) {
  return <span title={agent}>{deviceName(agent)}</span>;
}
