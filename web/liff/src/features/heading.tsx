/** A heading that takes the focus when its view appears, so that a screen reader begins there. */

import { Component, type ComponentChildren, createRef } from 'preact';

interface Props {
  /** The focus moves again whenever this number changes; 0 leaves it alone. */
  focus: number;
  children: ComponentChildren;
}

export class Heading extends Component<Props> {
  readonly #heading = createRef<HTMLHeadingElement>();

  override componentDidMount(): void {
    if (this.props.focus > 0) this.#heading.current?.focus();
  }

  override componentDidUpdate(before: Props): void {
    if (before.focus !== this.props.focus) this.#heading.current?.focus();
  }

  render({ children }: Props) {
    return (
      <h2 ref={this.#heading} tabIndex={-1}>
        {children}
      </h2>
    );
  }
}
