// What time it is on the server, in milliseconds since the Unix epoch.
// in:  nothing
// out: ms
RETURN datetime.realtime().epochMillis AS ms
