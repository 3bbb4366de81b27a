/**
 * What `init` writes. The storyboard passes `check` and `rehearse` as it is.
 *
 * @param schema where the storyboard's JSON Schema is, for editors: a path relative to the storyboard, without spaces
 */
export function starterStoryboard(schema: string | undefined): string {
  return schema === undefined ? storyboard : `# yaml-language-server: $schema=${schema}\n${storyboard}`;
}

const storyboard = `# A storyboard: settings, defaults, and the shots in film order.
#
#   dailies check storyboard.yaml      is it valid?
#   dailies rehearse storyboard.yaml   draft clips, without a key and without paying
#   dailies plan storyboard.yaml       what a render would pay for
#   dailies render storyboard.yaml     do it
#
# What each model takes: dailies models, dailies models kling-v3
version: 1
title: My film
output: clips # one file per shot, named after its id

defaults: # any key of a shot but its id
  model: kling-v3
  aspect_ratio: "16:9"
  duration: 5 # seconds

shots:
  - id: sc010_sh0010
    prompt: Morning light over a quiet harbour, the camera drifts slowly past fishing boats
    # A clip can move from one picture to another: local files (JPEG, PNG, WebP, GIF), or https URLs.
    # first_frame: frames/harbour-morning.jpg
    # last_frame: frames/harbour-noon.jpg

  - id: sc010_sh0020
    prompt: A cat wakes up on a coil of rope, stretches and looks into the sun
    mode: pro # 1080P; std is 720P

  - id: sc020_sh0010
    model: gemini_omni_flash # another model, for this shot only
    prompt: A cat runs through a neon night in the rain, cinematic
    duration: 6
    # takes: 3 # roll it three times, to choose from
`;

export const starterIgnores = `# clips are large; storyboard.lock.json, which remembers what they were made from, belongs into git
clips/
# what a run leaves beside the storyboard
*.journal
*.run.lock*
# made of the clips
*.film.mp4
*.film.mp4.part
*.sheet*.png
# pages to look and choose, made anew at any time
*.review.html
*.report.html
*.trace.json
# rehearsals
rehearsal/
*.rehearsal.lock.json
# the API key
.env
`;
