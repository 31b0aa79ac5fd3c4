#pragma once

namespace souk::process {

/// The body of the small process that stands between souk and a seller it started: it starts the
/// seller when told to, hears of everything the seller starts in turn, and leaves none of it
/// behind. `link` is a stream socket; lines of text go both ways, JSON after the first word.
///
///   souk to keeper   prepare {"mounts": […], "litter": [PATH]}   once, first
///                    start {"command": [WORD], "environment": {NAME: TEXT}, "forgotten": [NAME],
///                           "directory": PATH}
///                    stop MILLISECONDS   SIGTERM to all, SIGKILL to those left after that time
///                    kill, pause, resume
///   keeper to souk   prepared, started PID, failed REASON
///                    ended CODE          the command itself; 128 and its number for a signal
///                    gone                nothing of it is left
///
/// When souk closes its end, by dying too, all is killed, and the files in `litter` are removed.
/// Returns the exit code of the process.
int keep(int link);

}  // namespace souk::process
