const pressed = new Map<string, string>();

/** The thumb that was pressed last in a place since the page was loaded. The blocks of an updated message are new ones. */
export function readThumb(place: string, actionId: string): string | undefined {
  return pressed.get(`${place} ${actionId}`);
}

export function writeThumb(place: string, actionId: string, value: string): void {
  pressed.set(`${place} ${actionId}`, value);
}
