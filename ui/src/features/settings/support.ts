/** The support file as the window shows and copies it. */
import type { SupportFile } from '../../ipc';

/** A piece of its text; `hidden` where something was taken out. */
export interface Piece {
  text: string;
  hidden: boolean;
}

/** The text cut at the placeholders. */
export function pieces(text: string): Piece[] {
  return text
    .split(/(⟨[^⟨⟩\n]*⟩)/)
    .map((piece, index) => ({ text: piece, hidden: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** The same text that the app saves. */
export function wholeText(file: SupportFile): string {
  return file.sections
    .map(
      ({ heading, text }) =>
        `${heading}\n${'='.repeat([...heading].length)}\n\n${text.trimEnd()}\n\n`,
    )
    .join('');
}
