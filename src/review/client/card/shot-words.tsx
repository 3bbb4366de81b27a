import type { ReviewChanges, ReviewShot, ReviewTake } from "../../review-data.ts";

/** What was asked for, what changed, and what went wrong. */
export function ShotWords({ shot }: { readonly shot: ReviewShot }) {
  const changed = shot.takes.filter(({ changes }) => changes !== undefined);
  const groups = sameChanges(changed);
  return (
    <div class="asked">
      <p class="prompt">{shot.prompt === "" ? <em>no prompt</em> : shot.prompt}</p>
      {shot.parameters.length > 0 && (
        <dl class="parameters">
          {shot.parameters.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {groups.map(({ takes, changes }) => (
        <Changes key={takes.join()} takes={shot.takes.length === 1 ? undefined : takes} changes={changes} />
      ))}
    </div>
  );
}

/** Mostly all takes changed alike: that is said once. */
function sameChanges(
  takes: readonly ReviewTake[],
): readonly { readonly takes: readonly number[]; readonly changes: ReviewChanges }[] {
  const groups = new Map<string, { takes: number[]; changes: ReviewChanges }>();
  for (const { take, changes } of takes) {
    if (changes === undefined) continue;
    const key = JSON.stringify(changes);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { takes: [take], changes });
    else group.takes.push(take);
  }
  return [...groups.values()];
}

interface ChangesProps {
  readonly takes: readonly number[] | undefined;
  readonly changes: ReviewChanges;
}

function Changes({ takes, changes }: ChangesProps) {
  const what =
    changes.since === "clip" ? "Edited since the clip" : "Rendered otherwise than the version before";
  return (
    <section class={`changes since-${changes.since}`}>
      <h4>
        {what}
        {takes === undefined ? "" : `: take ${takes.join(", ")}`}
      </h4>
      <dl>
        {changes.fields.map(({ field, before, after, parts }) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>
              {parts === undefined ? (
                <>
                  <del>{before}</del> <ins>{after}</ins>
                </>
              ) : (
                parts.map(({ kind, text }, at) =>
                  kind === "same" ? (
                    text
                  ) : kind === "removed" ? (
                    <del key={at}>{text}</del>
                  ) : (
                    <ins key={at}>{text}</ins>
                  ),
                )
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
