// Loaded into the web server: it ends when the command that started it is gone, even killed, so that the port is never held
// by a server nobody knows of.
if (process.channel) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
