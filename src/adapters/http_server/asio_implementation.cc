// The compiled half of Asio and Beast, once (BOOST_ASIO_SEPARATE_COMPILATION): every other file includes declarations only.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
