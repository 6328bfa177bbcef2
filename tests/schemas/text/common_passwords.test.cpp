#include <doctest/doctest.h>

#include "schemas/text/common_passwords.hpp"

#include <string>

using namespace millrace;

TEST_CASE("what everybody takes is common, with capitals, digits for letters and a number behind it, too") {
  for (const auto* password : {"password", "Password1", "P@ssw0rd", "12345678", "87654321", "qwertyuiop", "1q2w3e4r", "iloveyou", "sunshine1", "letmein1",
                               "trustno1", "password123", "aaaaaaaa", "abcdefgh", "welcome1"})
    CHECK_MESSAGE(common_password(password), password);
}

TEST_CASE("several words that nobody else puts together are not") {
  for (const auto* password : {"correct horse", "battery staple", "another secret", "quite a secret", "café crème", "Zoë trinkt Tee", "パスワードではない"})
    CHECK_FALSE_MESSAGE(common_password(password), password);
}

TEST_CASE("whatever comes is judged: nothing, bytes that are no text, and more than any list has") {
  CHECK_FALSE(common_password(std::string("pass\0word", 9)));
  CHECK_FALSE(common_password(std::string(65, 'x')));
  for (int byte = 1; byte < 256; ++byte) common_password(std::string(64, static_cast<char>(byte)));
  common_password("");
}
