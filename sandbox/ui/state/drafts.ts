/** What a person began to write in a place; empty when nothing. */
export function readDraft(key: string): string {
  return sessionStorage.getItem(`draft:${key}`) ?? '';
}

/** Keeps it until the tab closes. */
export function writeDraft(key: string, text: string): void {
  if (text) sessionStorage.setItem(`draft:${key}`, text);
  else sessionStorage.removeItem(`draft:${key}`);
}
