/** One item of the form: its question, why it is asked, what is wrong with the answer, and the field of its kind. */

import { Component, type ComponentChildren } from 'preact';
import type { Input } from '../shared/answers.ts';
import type { Item } from '../shared/form.ts';
import { Area } from './kinds/area.tsx';
import { Choices } from './kinds/choices.tsx';
import { Month } from './kinds/month.tsx';
import { NumberField } from './kinds/number.tsx';
import { Select } from './kinds/select.tsx';
import { TextField } from './kinds/text.tsx';

/** What every kind of field gets. */
export interface FieldProps {
  item: Item;
  /** The id of the field; what belongs to it builds on it. */
  id: string;
  input: Input | undefined;
  /** Ids of the elements that describe the field, or undefined. */
  describedBy: string | undefined;
  isFaulty: boolean;
  onInput: (input: Input) => void;
}

interface Props {
  item: Item;
  id: string;
  input: Input | undefined;
  fault: string | undefined;
  onInput: (id: string, input: Input) => void;
}

/** Drawn again only when something of its own has changed: a form may have hundreds of items. */
export class Field extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { item, id, input, fault } = this.props;
    return next.item !== item || next.id !== id || next.input !== input || next.fault !== fault;
  }

  render({ item, id, input, fault, onInput }: Props) {
    const describedBy = [
      fault && `${id}-fault`,
      item.explanation && `${id}-about`,
      item.purpose && `${id}-why`,
    ];
    const Kind = KINDS[item.kind];
    return (
      <Frame item={item} id={id} fault={fault}>
        <Kind
          item={item}
          id={id}
          input={input}
          describedBy={describedBy.filter(Boolean).join(' ') || undefined}
          isFaulty={fault !== undefined}
          onInput={(next) => onInput(item.id, next)}
        />
      </Frame>
    );
  }
}

const KINDS = {
  single: Choices,
  multiple: Choices,
  select: Select,
  month: Month,
  text: TextField,
  number: NumberField,
  area: Area,
};

const GROUPED = new Set(['single', 'multiple', 'month', 'area']);

interface FrameProps {
  item: Item;
  id: string;
  fault: string | undefined;
  children: ComponentChildren;
}

function Frame({ item: { kind, label, required, explanation, purpose }, id, fault, children }: FrameProps) {
  const name = (
    <>
      {label}
      {required && <span class="required">※必須</span>}
    </>
  );
  const inside = (
    <>
      {explanation && (
        <p class="about" id={`${id}-about`}>
          {explanation}
        </p>
      )}
      {purpose && (
        <p class="why" id={`${id}-why`}>
          使いみち：{purpose}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          ＊{fault}
        </p>
      )}
      {children}
    </>
  );
  const className = fault ? 'item faulty' : 'item';
  return GROUPED.has(kind) ? (
    <fieldset class={className} id={`${id}-item`}>
      <legend>{name}</legend>
      {inside}
    </fieldset>
  ) : (
    <div class={className} id={`${id}-item`}>
      <label class="legend" for={id}>
        {name}
      </label>
      {inside}
    </div>
  );
}
