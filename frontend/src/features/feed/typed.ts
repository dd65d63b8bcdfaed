/** What is typed into the one line of thanks is kept by this name. */
export const thanksTyped = 'thanks';
