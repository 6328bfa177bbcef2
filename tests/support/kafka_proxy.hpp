// Lies between a client and its brokers, on loopback, and does to the bytes what networks do. One thread.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace millrace::testing {

class KafkaProxy {
 public:
  enum class Mood {
    pass,
    delay,          // replies come 150 ms late
    swallow,        // what is asked arrives and is done; the reply is dropped, and the connection with it
    cut,            // every connection is closed at its next byte
  };

  KafkaProxy();
  ~KafkaProxy();
  // The port to call in place of a broker's. Thread-safe.
  int route(int broker_port);
  void be(Mood mood) { mood_ = mood; }
  // Replies and connections that did not get through as they were.
  int disturbed() const { return disturbed_; }

 private:
  struct Pair { int client, broker; };

  void run();
  void accept(int listener, int broker_port);
  bool pump(Pair, bool reply);

  std::mutex mutex_;                        // guards the next two
  std::map<int, int> listeners_;            // broker's port → socket
  std::map<int, int> ports_;                // broker's port → ours
  std::map<int, Pair> pairs_;               // by the client's socket; the thread's own
  std::atomic<Mood> mood_ = Mood::pass;
  std::atomic<int> disturbed_ = 0;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace millrace::testing
