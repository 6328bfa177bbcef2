// libsodium, made ready.
#pragma once

namespace millrace::backup {

void begin_sodium();                                   // throws when the system gives no entropy; any number of times, any thread

}  // namespace millrace::backup
