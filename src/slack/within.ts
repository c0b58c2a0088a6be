/** The promise's result, or what `late` gives or throws where it takes longer than `ms`. Throws what the promise throws. */
export async function within<T, Late>(ms: number, promise: Promise<T>, late: () => Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((end) => {
    timer = setTimeout(end, ms);
  }).then(late);
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
