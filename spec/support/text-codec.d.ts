/** The only things beyond the language that the engine may use. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare class TextDecoder {
  constructor(encoding: 'utf-8', options: { ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
