/** Radio buttons or checkboxes, each row a target of its own; a long list gets a field to search in. */

import { Component } from 'preact';
import { plain } from '../../shared/answers.ts';
import type { Item, Option } from '../../shared/form.ts';
import type { FieldProps } from '../field.tsx';

/** More options than this are searched rather than read. */
const LONG = 40;

export class Choices extends Component<FieldProps, { wanted: string }> {
  override state = { wanted: '' };

  choose(option: string, ticked: boolean): void {
    const { item, input, onInput } = this.props;
    const next = new Set(item.kind === 'multiple' && typeof input === 'object' ? input : []);
    if (ticked) next.add(option);
    else next.delete(option);
    onInput(item.options.filter((known) => next.has(known.id)).map((known) => known.id));
  }

  render({ item, id, input, describedBy, onInput }: FieldProps) {
    const chosen = typeof input === 'object' ? input : [];
    const isMultiple = item.kind === 'multiple';
    const { visible, hidden } = offered(item, chosen, this.state.wanted);
    return (
      <>
        {item.options.length > LONG && (
          <Search id={id} onSearch={(wanted) => this.setState({ wanted })} hidden={hidden} />
        )}
        {visible.map((option, index) => (
          <label class="choice" key={option.id}>
            <input
              id={index === 0 ? id : undefined}
              type={isMultiple ? 'checkbox' : 'radio'}
              name={id}
              checked={chosen.includes(option.id)}
              aria-describedby={index === 0 ? describedBy : undefined}
              onChange={(event) => this.choose(option.id, event.currentTarget.checked)}
            />
            <span>{option.label}</span>
          </label>
        ))}
        {!isMultiple && !item.required && (
          <label class="choice">
            <input type="radio" name={id} checked={chosen.length === 0} onChange={() => onInput([])} />
            <span>答えない</span>
          </label>
        )}
      </>
    );
  }
}

/** The options to draw: all of a short list; of a long one what was searched for, and always what is chosen. */
export function offered({ options }: Item, chosen: readonly string[], wanted: string) {
  if (options.length <= LONG) return { visible: options, hidden: 0 };
  const fits = ({ id, label }: Option) => chosen.includes(id) || plain(label).includes(plain(wanted));
  const found = options.filter(fits);
  const visible = found.filter(({ id }, index) => index < LONG || chosen.includes(id));
  return { visible, hidden: found.length - visible.length };
}

function Search({
  id,
  onSearch,
  hidden,
}: {
  id: string;
  onSearch: (wanted: string) => void;
  hidden: number;
}) {
  return (
    <>
      <label class="small" for={`${id}-search`}>
        言葉でさがす
      </label>
      <input id={`${id}-search`} type="search" onInput={(event) => onSearch(event.currentTarget.value)} />
      <p class="small" role="status">
        {hidden > 0 ? `ほかに${hidden}件あります。言葉を入れると、しぼりこめます。` : ''}
      </p>
    </>
  );
}
