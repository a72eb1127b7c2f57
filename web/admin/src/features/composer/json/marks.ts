/** The problems in the editor: the letters underlined, and under the line what is wrong with it. */

import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import type { Problem } from './problems.ts';
import { rangeOf } from './set_up.ts';

export const setProblems = StateEffect.define<readonly Problem[]>();

/** A sentence under a line. The list above the editor says the same to those who cannot see it. */
class Sentence extends WidgetType {
  readonly words: string;

  constructor(words: string) {
    super();
    this.words = words;
  }

  override eq(other: Sentence): boolean {
    return other.words === this.words;
  }

  override toDOM(): HTMLElement {
    const line = document.createElement('div');
    line.className = 'json-problem';
    line.textContent = `＊${this.words}`;
    line.setAttribute('aria-hidden', 'true');
    return line;
  }
}

const wrong = Decoration.mark({ class: 'json-wrong' });

const places = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects, state }) {
    const told = effects.findLast((effect) => effect.is(setProblems));
    if (told === undefined) return marks.map(changes);
    const text = state.sliceDoc();
    const ranges = (told.value as readonly Problem[]).flatMap((problem) => {
      const { from, to } = rangeOf(state.doc, text, problem);
      const under = state.doc.lineAt(from).to;
      const sentence = Decoration.widget({ widget: new Sentence(problem.message), block: true, side: 1 });
      return [...(to > from ? [wrong.range(from, to)] : []), sentence.range(under)];
    });
    return Decoration.set(ranges, true);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const marking: Extension = [
  places,
  EditorView.contentAttributes.compute([places], (state) => ({
    'aria-invalid': String(state.field(places).size > 0),
  })),
];
