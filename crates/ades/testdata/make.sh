#!/bin/sh
# Makes the key files of this folder anew. Password: geslo č
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
pw='pass:geslo č'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" -subj '/CN=Test CA' -days 36500 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/req.pem" -subj '/CN=Test PKCS#12' 2>/dev/null
openssl x509 -req -in "$work/req.pem" -CA "$work/ca.pem" -CAkey "$work/ca.key" -set_serial 7 -days 36500 -out "$work/cert.pem" 2>/dev/null
openssl pkcs12 -export -inkey "$work/key.pem" -in "$work/cert.pem" -certfile "$work/ca.pem" -passout "$pw" -out modern.p12
openssl pkcs12 -export -legacy -inkey "$work/key.pem" -in "$work/cert.pem" -certfile "$work/ca.pem" -passout "$pw" -out legacy.p12
openssl pkcs8 -topk8 -in "$work/ca.key" -passout "$pw" -out encrypted.pem
openssl rsa -in "$work/key.pem" -traditional -out traditional-rsa.pem 2>/dev/null
openssl ecparam -name secp384r1 -genkey -noout -out traditional-ec.pem
