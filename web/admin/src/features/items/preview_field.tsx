/** One question as the form draws it: the same elements and classes as `web/liff`, without their behaviour. */

import type { ReactNode } from 'react';
import { hasOptions, type Item } from './wire.ts';

/** As in the form: more options are searched, a longer text gets more than a line. */
const LONG = 40;
const LINE = 40;
const GROUPED = new Set(['single', 'multiple', 'month', 'area']);

interface Props {
  readonly item: Item;
  readonly id: string;
}

export function PreviewField({ item, id }: Props) {
  const { kind, label, required, explanation, purpose } = item;
  const name = (
    <>
      {label || '（質問）'}
      {required && <span className="required">※必須</span>}
    </>
  );
  const inside = (
    <>
      {explanation && <p className="about">{explanation}</p>}
      {purpose && <p className="why">使いみち：{purpose}</p>}
      <Answer item={item} id={id} />
    </>
  );
  return GROUPED.has(kind) ? (
    <fieldset className="item">
      <legend>{name}</legend>
      {inside}
    </fieldset>
  ) : (
    <div className="item">
      <label className="legend" htmlFor={id}>
        {name}
      </label>
      {inside}
    </div>
  );
}

function Answer({ item, id }: Props): ReactNode {
  switch (item.kind) {
    case 'single':
    case 'multiple':
      return <Choices item={item} id={id} />;
    case 'select':
      return <Dropdown id={id} item={item} empty={item.required ? '選んでください' : '答えない'} />;
    case 'month':
      return <Month id={id} />;
    case 'text':
      return <Words item={item} id={id} />;
    case 'number':
      return <Digits item={item} id={id} />;
    case 'area':
      return <Area item={item} id={id} />;
    default:
      return item.kind satisfies never;
  }
}

const offered = ({ kind, options }: Item) => (hasOptions(kind) ? options.filter((one) => !one.archived) : []);

function Choices({ item, id }: Props) {
  const options = offered(item);
  const visible = options.slice(0, LONG);
  const type = item.kind === 'multiple' ? 'checkbox' : 'radio';
  return (
    <>
      {options.length > LONG && (
        <>
          <label className="small" htmlFor={`${id}-search`}>
            言葉でさがす
          </label>
          <input id={`${id}-search`} type="search" />
          <p className="small">ほかに{options.length - LONG}件あります。言葉を入れると、しぼりこめます。</p>
        </>
      )}
      {visible.map((option) => (
        <label className="choice" key={option.id}>
          <input type={type} name={id} />
          <span>{option.label || '（選択肢）'}</span>
        </label>
      ))}
      {type === 'radio' && !item.required && (
        <label className="choice">
          <input type="radio" name={id} defaultChecked />
          <span>答えない</span>
        </label>
      )}
    </>
  );
}

function Dropdown({ item, id, empty }: Props & { empty: string }) {
  return (
    <select id={id}>
      <option value="">{empty}</option>
      {offered(item).map((option) => (
        <option key={option.id} value={option.id}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function Month({ id }: { id: string }) {
  return (
    <div className="month">
      <div>
        <label className="small" htmlFor={id}>
          年
        </label>
        <select id={id}>
          <option>年を選ぶ</option>
        </select>
      </div>
      <div>
        <label className="small" htmlFor={`${id}-month`}>
          月
        </label>
        <select id={`${id}-month`}>
          <option>月を選ぶ</option>
        </select>
      </div>
    </div>
  );
}

function Words({ item: { max_length }, id }: Props) {
  return (
    <>
      {max_length !== undefined && max_length <= LINE ? <input id={id} /> : <textarea id={id} />}
      {max_length !== undefined && <p className="counter">0／{max_length}文字</p>}
    </>
  );
}

function Digits({ item: { min, max }, id }: Props) {
  return (
    <>
      <input id={id} className="short" />
      {(min ?? max) !== undefined && (
        <p className="small">
          {min !== undefined && `${min}から`}
          {max !== undefined && `${max}まで`}
        </p>
      )}
    </>
  );
}

function Area({ item, id }: Props) {
  return (
    <>
      <label className="small" htmlFor={id}>
        郵便番号（7けた）
      </label>
      <input id={id} className="short" />
      <p className="found" />
      <label className="small" htmlFor={`${id}-list`}>
        または、一覧から選ぶ
      </label>
      <Dropdown item={item} id={`${id}-list`} empty={item.required ? '選んでください' : '答えない'} />
    </>
  );
}
