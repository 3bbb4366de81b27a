/** Gives the items in order and lets go of each as it goes: a storyboard may have a hundred thousand. */
export function* released<T>(items: T[]): Generator<T> {
  items.reverse();
  for (let item = items.pop(); item !== undefined; item = items.pop()) yield item;
}
