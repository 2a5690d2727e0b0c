/** What a site shows until its owner uploads something. */
export const welcomePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>This website is ready</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark }
main { max-width: 30rem; padding: 2rem }
</style>
<main>
<h1>This website is ready</h1>
<p>Its owner has not uploaded anything yet.</p>
</main>
`
