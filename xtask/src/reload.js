// Only under `cargo xtask serve`: asks twice a second which build is served, and loads the page again when it is a new one.
let seen;
setInterval(async () => {
  const build = await fetch("./__build").then((answer) => answer.text()).catch(() => seen);
  if (seen !== undefined && build !== seen) {
    location.reload();
  }
  seen = build;
}, 500);
