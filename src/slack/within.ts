/** The promise's result, or `late` thrown where it takes longer than `ms`. Its own failure after that goes to `onLateFailure`. */
export async function within<T>(
  ms: number,
  promise: Promise<T>,
  late: Error,
  onLateFailure: (error: unknown) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(late);
    }, ms);
  });
  promise.catch((error: unknown) => {
    if (isLate) onLateFailure(error);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
