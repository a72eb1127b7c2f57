/** LINE's action objects, and how a tap on something that carries one is reported. */

import { type Json, number, text } from './json.ts';
import { actionUri } from './url.ts';

/** What a person can set off by tapping; the page decides what happens. Labels are as written by the sender. */
export type Action =
  | {
      type: 'postback';
      label: string;
      data: string;
      displayText?: string;
      inputOption?: string;
      fillInText?: string;
    }
  | { type: 'message'; label: string; text: string }
  | { type: 'uri'; label: string; uri: string }
  | {
      type: 'datetimepicker';
      label: string;
      data: string;
      mode: 'date' | 'time' | 'datetime';
      initial?: string;
      min?: string;
      max?: string;
    }
  | { type: 'richmenuswitch'; label: string; data: string; richMenuAliasId: string }
  | { type: 'clipboard'; label: string; clipboardText: string }
  | { type: 'camera' | 'cameraRoll' | 'location'; label: string }
  | { type: 'unsupported'; label: string; reason: string };

/** Called with the action of the thing that was tapped. Without it everything is shown but inert. */
export type OnAction = (action: Action) => void;

/** Reads an action object; one that LINE would refuse becomes `unsupported` with the reason in Japanese. */
export function readAction(json: Json | undefined): Action | null {
  if (json === undefined) return null;
  const label = text(json, 'label') ?? '';
  const type = text(json, 'type');
  switch (type) {
    case 'postback':
      return { type, label, data: text(json, 'data') ?? '', ...postbackExtras(json) };
    case 'message':
      return { type, label, text: text(json, 'text') ?? label };
    case 'uri':
      return readUri(json, label);
    case 'datetimepicker':
      return { type, label, data: text(json, 'data') ?? '', mode: mode(json), ...limits(json) };
    case 'richmenuswitch':
      return {
        type,
        label,
        data: text(json, 'data') ?? '',
        richMenuAliasId: text(json, 'richMenuAliasId') ?? '',
      };
    case 'clipboard':
      return { type, label, clipboardText: text(json, 'clipboardText') ?? '' };
    case 'camera':
    case 'cameraRoll':
    case 'location':
      return { type, label };
    default:
      return { type: 'unsupported', label, reason: `未対応のアクションです（${type ?? '種類なし'}）` };
  }
}

function readUri(json: Json, label: string): Action {
  const uri = actionUri(text(json, 'uri') ?? text(json, 'linkUri'));
  if (uri === null)
    return { type: 'unsupported', label, reason: 'このリンクは開けません（使えない形式のURLです）' };
  return { type: 'uri', label, uri };
}

function postbackExtras(json: Json) {
  const displayText = text(json, 'displayText') ?? text(json, 'text');
  const [inputOption, fillInText] = [text(json, 'inputOption'), text(json, 'fillInText')];
  return {
    ...(displayText === undefined ? {} : { displayText }),
    ...(inputOption === undefined ? {} : { inputOption }),
    ...(fillInText === undefined ? {} : { fillInText }),
  };
}

function mode(json: Json): 'date' | 'time' | 'datetime' {
  const value = text(json, 'mode');
  return value === 'date' || value === 'time' ? value : 'datetime';
}

function limits(json: Json) {
  const [initial, min, max] = [text(json, 'initial'), text(json, 'min'), text(json, 'max')];
  return {
    ...(initial === undefined ? {} : { initial }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

/**
 * Makes `element` report `action` by pointer and keyboard. It stays a plain element where nobody listens or there
 * is no action. `name` is what a screen reader says where the element has no text of its own.
 */
export function tappable(
  element: HTMLElement,
  action: Action | null,
  onAction?: OnAction,
  name?: string,
): HTMLElement {
  if (action === null || onAction === undefined) return element;
  element.classList.add('kp-tappable');
  element.setAttribute('role', action.type === 'uri' ? 'link' : 'button');
  element.tabIndex = 0;
  if (name) element.setAttribute('aria-label', name);
  const fire = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    onAction(action);
  };
  element.addEventListener('click', fire);
  element.addEventListener('keydown', (event) => {
    if (event.target === element && (event.key === 'Enter' || event.key === ' ')) fire(event);
  });
  return element;
}

/** A rectangle in image pixels with its action, as rich menus and imagemaps carry them. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
  action: Action;
}

/** Reads one rectangle; one without a size is left out. */
export function readArea(bounds: Json | undefined, action: Action | null): Area | null {
  if (bounds === undefined || action === null) return null;
  const [x, y] = [number(bounds, 'x') ?? 0, number(bounds, 'y') ?? 0];
  const [width, height] = [number(bounds, 'width') ?? 0, number(bounds, 'height') ?? 0];
  return width > 0 && height > 0 ? { x, y, width, height, action } : null;
}
