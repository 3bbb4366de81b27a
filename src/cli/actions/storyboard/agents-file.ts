/** What `init --agents` writes: how a coding agent works on a film. A test plays every command in it. */
export const agentsFile = `# Making this film with dailies

\`dailies\` renders the shot list \`storyboard.yaml\` on a paid video API: one clip for each shot. Money is spent by \`render\` and
\`retry\` alone. Standard output carries the answer, as JSON with \`--json\`; \`dailies COMMAND --help\` shows a command's flags.
Nothing ever prompts. The same commands are tools of an MCP server: \`dailies mcp --max-spend AMOUNT\`.

## A storyboard

\`\`\`yaml
version: 1
title: The harbour
defaults: { model: kling-v3, aspect_ratio: "16:9", duration: 5 }   # any key of a shot but its id
scenes:
  - scene: sc010
    shots:
      sh0010: A fishing boat leaves a grey harbour at dawn, the camera follows slowly   # the id is sc010_sh0010
      sh0020: { prompt: Gulls rise from the pier, takes: 2 }                          # rolled twice, to choose from
\`\`\`

One shot is one clip of a few seconds: one place, one movement, and words for what the camera sees and does. \`first_frame\` and
\`last_frame\` are pictures (a path beside the storyboard, or an https URL). Only models and parameters of \`dailies models\` are taken.

## The loop

1. Look at what the models take, write the shots, and check them until there are no diagnostics of severity \`error\`.

   \`\`\`sh
   dailies models --json
   dailies check storyboard.yaml --json
   \`\`\`

2. Rehearse: the same run with draft clips, no key and no money. A film out of the drafts shows the rhythm.

   \`\`\`sh
   dailies rehearse storyboard.yaml --json
   dailies assemble storyboard.yaml --rehearsal --json
   \`\`\`

3. Plan. Show the person what would be rendered, why, and \`totals.price\`; ask for a budget. \`plan_hash\` names this plan. Where
   there is no price, \`dailies prices\` prints the block to fill in with prices that the person gives; never invent one.

   \`\`\`sh
   dailies prices storyboard.yaml
   dailies plan storyboard.yaml --json
   \`\`\`

4. Render only what the person agreed to: HASH is the \`plan_hash\` that they saw, AMOUNT their budget (without prices,
   \`--max-shots N\`). Refused with \`plan_changed\`: plan again and ask again. One JSON event a line; the last is \`run_finished\`.

   \`\`\`sh
   dailies render storyboard.yaml --plan HASH --budget AMOUNT --json
   \`\`\`

5. Look at what came.

   \`\`\`sh
   dailies status storyboard.yaml --json
   dailies inspect storyboard.yaml --json
   dailies cost storyboard.yaml --json
   \`\`\`

6. Choose the take that counts, send back what is wrong, and roll that again, with a plan of its own.

   \`\`\`sh
   dailies pick storyboard.yaml SHOT 2 --note "the better light" --json
   dailies reject storyboard.yaml SHOT 1 --note "the hand melts" --json
   dailies plan storyboard.yaml --rejected --json
   dailies render storyboard.yaml --rejected --plan HASH --budget AMOUNT --json
   \`\`\`

7. Join the film.

   \`\`\`sh
   dailies assemble storyboard.yaml --json
   \`\`\`

## Exit codes

| code | meaning | what to do |
|---|---|---|
| 0 | done | go on |
| 1 | a shot failed, or a clip is gone | read the messages; change the prompt, or plan again |
| 2 | not valid, no key, or another plan than the one named; nothing was submitted | mend what is named |
| 3 | money is at risk: a submit whose outcome is not known, or a paid clip not fetched yet | run \`render\` again as before for clips; ask the person about \`uncertain\` shots |
| 4 | stopped by a budget or by the account | ask the person |
| 5 | another run holds the storyboard | wait; look with \`status\` |
| 130 | interrupted; the state is saved | the same command carries on; nothing is paid twice |

## Never

- Never delete, edit or rename \`*.lock.json\`, \`*.journal\`, \`*.run.lock\` or what is in \`clips/\`: they are what was paid for. Commit
  \`storyboard.lock.json\` and \`storyboard.picks.yaml\` with the storyboard.
- Never settle an \`uncertain\` shot by a guess: \`dailies resolve\` is for a person who has looked into the account.
- Never use \`--pay-again\` or \`--missing\`, raise a budget or change \`prices\` unless the person said so.
- Never render without \`--plan\`, and never with a hash that the person has not seen the plan of.
- Never print or write the API key. It is in the environment, or in \`.env\`, which stays out of git.
`;
