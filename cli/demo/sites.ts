/** Files of the demo's websites: path below the site to text. */
export type Site = Record<string, string>

const page = (title: string, colour: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body style="--accent: ${colour}">
<header><a href="/">${title}</a><nav><a href="/about.html">About</a><a href="/time.php">Time</a></nav></header>
<main>${body}</main>
</body>
</html>
`

const style = `:root { color-scheme: light dark; font: 17px/1.6 system-ui, sans-serif }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem }
header { display: flex; justify-content: space-between; border-bottom: 3px solid var(--accent); padding-bottom: .5rem }
header a { color: inherit; text-decoration: none; margin-right: 1rem; font-weight: 600 }
table { border-collapse: collapse } td, th { padding: .25rem 1rem .25rem 0; text-align: left }
`

const time = `<?php
header('Content-Type: text/html; charset=utf-8');
header('Cache-Control: no-store');
?>
<!doctype html>
<meta charset="utf-8"><title>Time</title><link rel="stylesheet" href="/style.css">
<h1>It is <?= htmlspecialchars(gmdate('H:i:s')) ?> UTC</h1>
<p>Answered by PHP <?= PHP_MAJOR_VERSION ?> for <?= htmlspecialchars($_SERVER['HTTP_HOST'] ?? '') ?>.</p>
`

/** The front page of a company: static, with one PHP page. */
export const company = (title: string, colour: string, claim: string): Site => ({
  'index.html': page(title, colour, `<h1>${claim}</h1><p>This site sleeps while nobody looks at it. Your request has just woken it.</p>`),
  'about.html': page(
    title,
    colour,
    `<h1>About ${title}</h1><p>Made by <code>reeve demo</code>; <code>reeve demo --remove</code> takes it away.</p>`,
  ),
  'time.php': time,
  'style.css': style,
  '404.html': page(title, colour, '<h1>Not found</h1><p>There is no such page.</p>'),
})

/** A guest book: PHP that keeps what visitors write in a file. */
export const guestBook = (title: string, colour: string): Site => ({
  'style.css': style,
  'index.php': `<?php
$file = __DIR__ . '/entries.json';
$entries = is_file($file) ? json_decode(file_get_contents($file), true) : [];
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
  $text = trim((string) ($_POST['text'] ?? ''));
  if ($text !== '') {
    $entries[] = ['at' => gmdate('Y-m-d H:i'), 'text' => mb_substr($text, 0, 200)];
    file_put_contents($file, json_encode(array_slice($entries, -50)), LOCK_EX);
  }
  header('Location: /', true, 303);
  exit;
}
?>
${page(
  title,
  colour,
  `<h1>Guest book</h1>
<form method="post"><label>Write something <input name="text" maxlength="200" required></label> <button>Sign</button></form>
<table>
<?php foreach (array_reverse($entries) as $entry): ?>
<tr><td><?= htmlspecialchars($entry['at']) ?></td><td><?= htmlspecialchars($entry['text']) ?></td></tr>
<?php endforeach ?>
</table>`,
)}`,
})
