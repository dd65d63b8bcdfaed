-- +goose Up

-- Why a try came to nothing, as a word that programs and translations can hold on to; error says it in English.
alter table delivery add column failure text not null default '';
update delivery set failure = case
    when response_status is not null and status <> 'delivered' then 'answered'
    when error = 'the address is not allowed' then 'address_not_allowed'
    when error = 'the name of the host is not known' then 'host_unknown'
    when error = 'the name of the host could not be looked up' then 'lookup_failed'
    when error = 'the certificate is not trusted' then 'certificate_not_trusted'
    when error = 'the connection could not be secured' then 'not_secured'
    when error = 'the connection was refused' then 'refused'
    when error = 'the connection was closed without an answer' then 'closed'
    when error like 'no answer within %' then 'timeout'
    when error = 'the endpoint was disabled' then 'endpoint_disabled'
    when error = 'this is not announced any more' then 'withheld'
    when error like 'the address %' or error = 'the name of the host is not valid' then 'invalid_address'
    else 'unreachable'
  end
  where error <> '';
