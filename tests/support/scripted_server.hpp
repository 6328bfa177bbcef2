// A server on loopback that does what a test says: one connection after the other, each handed to the script. It is there to be rude.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace millrace::testing {

class ScriptedServer {
 public:
  // One connection. Reads give nothing once the other side has gone.
  class Line {
   public:
    explicit Line(int socket) : socket_(socket) {}
    std::string read_line();                   // without its end
    std::string read_until(const std::string& end);
    void say(const std::string& bytes);
    // Until the caller goes, or the server.
    void hang();

   private:
    std::string buffer_;
    int socket_;
  };
  using Script = std::function<void(Line&, int connection)>;   // counts from 1; the line is dropped when it returns

  explicit ScriptedServer(Script);
  ~ScriptedServer();
  unsigned short port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void serve();
  Script script_;
  int listener_ = -1;
  unsigned short port_ = 0;
  std::atomic<int> connections_ = 0, current_ = -1;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace millrace::testing
