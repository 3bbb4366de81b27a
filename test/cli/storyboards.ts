/** Shots of five seconds on kling-v3, `sh01`, `sh02`, ... */
export function filmOf(count: number, head = ""): string {
  const shots = Array.from({ length: count }, (_, index) => {
    const id = `sh${String(index + 1).padStart(2, "0")}`;
    return `  - id: ${id}\n    prompt: What happens in ${id}\n`;
  });
  return `version: 1\n${head}defaults:\n  model: kling-v3\nshots:\n${shots.join("")}`;
}
